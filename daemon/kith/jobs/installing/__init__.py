"""`kith install` and `kith uninstall`: kith's unit, put in place and taken away; decided first, done afterwards."""
