"""Charts of our own: QtCharts is only for programs under the GPL, and pyqtgraph would bring numpy for a few bars."""
