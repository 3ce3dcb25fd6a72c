"""案件处分: the tab where a decision is registered, announced and followed to the end of its execution."""
