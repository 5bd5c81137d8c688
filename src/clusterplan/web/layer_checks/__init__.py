"""Files of one's own, looked at in the browser before an operator takes them in: nothing of them is kept."""
