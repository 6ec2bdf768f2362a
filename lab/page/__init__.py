"""The lab's page, and its calls beside the contract's own."""
