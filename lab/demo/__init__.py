"""What the demo says and shows when it is up."""
