"""What kith(1) says of exit codes, files, the environment, and examples: declared here, and held against the source."""

from kith import errors

EXIT_CODES = {
    errors.OK: "All is well.",
    errors.FAILED: "It failed; what to do next stands on standard error. `kith status`: something is wrong.",
    errors.USAGE: "The command line is wrong.",
    errors.TRY_LATER: "Not now: a server that cannot be reached, a store that is busy, a full disk.",
    errors.LOGIN_REFUSED: "The mail server refused the login. Starting again does not help.",
    errors.MISCONFIGURED: "The configuration, a secret or the store must be put right. Starting again does not help.",
    130: "Interrupted. Nothing is lost: run it again to go on.",
}

ENVIRONMENT = {
    "KITH_CONFIG": "The configuration file, where `--config` names none.",
    "XDG_CONFIG_HOME": "Below it lies `kith/config.toml`. Default: `~/.config`.",
    "XDG_STATE_HOME": "Below it lies what kith has learned. Default: `~/.local/state`.",
    "XDG_RUNTIME_DIR": "Where the page of `kith preview` lies; without it, in the temporary folder.",
    "HOME": "What `~` stands for in paths of the configuration.",
    "STATE_DIRECTORY": "The folder of what kith has learned, as systemd names it to a service.",
    "CREDENTIALS_DIRECTORY": "Where a `credential` of the configuration is read, as systemd names it to a service.",
    "BROWSER": "What opens the page of `kith preview`.",
    "NOTIFY_SOCKET": "Where `kith run` tells systemd that it is ready, what it does, and that it lives.",
    "WATCHDOG_USEC": "How often it does the last.",
    "WATCHDOG_PID": "The process that is meant by that.",
    "PATH": "Where the programs of your configuration, and the keyring's for `kith init`, are looked for.",
    "MAINPID": "The daemon that `kith reload` speaks to, as systemd names it.",
}

FILES = {
    "~/.config/kith/config.toml": "Your configuration, see `kith.toml`(5).",
    "/etc/kith/config.toml": "Where you have none, and the system's service's; root's, once that is installed.",
    "/etc/kith/NAME/config.toml": "The configuration of the service `kith@NAME`.",
    "~/.local/state/kith/kith.db": "The store: all that kith has learned and been told. `kith backup` copies it.",
    "/var/lib/kith/kith.db": "The store of the system's service.",
    "~/.config/kith/templates/": "Templates of your own, where `templates` in the configuration says so.",
}

# What it does, then the command line. Each is run by a test.
EXAMPLES = (
    ("Try kith without an account:", "kith demo"),
    ("Is the configuration right?", "kith config validate"),
    ("Read new mail now:", "kith scan"),
    ("Who is due?", "kith people --due"),
    ("What is known of somebody, and why is she suggested, or not?", 'kith why "Karen Holm"'),
    ("What would the digest of Christmas Eve say?", "kith digest --dry-run --as-of 2026-12-24"),
    ("Not her, not now:", 'kith do "karen snooze 2w"'),
    ("Everybody into an address book:", "kith export --format vcard people.vcf"),
    ("Keep the store safe:", "kith backup kith-backup.db"),
    (
        "Whom to tell that you leave a place; nothing is started:",
        'kith transition "leaving Initech on 31 jan, reach me at sam@new.example"',
    ),
    ("Have Tab complete verbs and people in bash:", "kith completion bash"),
)
