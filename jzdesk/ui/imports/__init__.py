"""导入旧台账: a file of others comes in, looked at cell by cell before anything is written."""
