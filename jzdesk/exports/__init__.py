"""Values to files for others: the monthly workbook and plain registers."""
