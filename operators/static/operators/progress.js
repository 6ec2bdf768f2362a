// Goes on by itself; a button does the same where no script runs.
document.getElementById("progress-form").submit();
