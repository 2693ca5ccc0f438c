"""The daemon: `kith run`, what the systemd unit starts. It only wakes the jobs; they decide what is due."""
