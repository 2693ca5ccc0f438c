"""The configuration of the private Dovecot of the tests, as templates."""

CONFIGURATION = """\
base_dir = {d}/run
state_dir = {d}/state
log_path = {d}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
first_valid_uid = 1
mail_uid = {uid}
mail_gid = {gid}
mail_location = {location}
mail_fsync = never
mail_max_userip_connections = {max_connections}
# The cached headers of a folder of half a million messages are larger than the usual 256 MB.
default_vsz_limit = 4 G
{capability}
{more}
namespace inbox {
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}
{shared}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {d}/oauth2.conf.ext
}
passdb {
  driver = passwd-file
  # One file for each user: a single file is looked at only once a second, and a new user would be unknown.
  args = scheme=PLAIN {d}/users/%u
}
userdb {
  # One JSON object for each user: settings of the user's own, whose values may hold spaces.
  driver = dict
  args = {d}/userdb.conf.ext
  default_fields = uid={uid} gid={gid} home={d}/mail/%u
}
service anvil {
  chroot =
  # No longer waits after every wrong password from this address.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
# Processes that serve one session after the other; the usual way, a new one each, takes most of a log-in's time.
service imap {
  service_count = 200
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    address = 127.0.0.1
    port = {port}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }
}
"""

SHARED = """\
namespace public {
  type = public
  separator = {separator}
  prefix = Public{separator}
  location = maildir:{d}/mail/public
  list = yes
}
"""

USERDB = """\
uri = fs:posix:prefix={d}/
key settings {
  key = settings/%u
  format = json
}
userdb_objects = settings
"""

OAUTH2 = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={d}/keys/
username_attribute = email
"""
