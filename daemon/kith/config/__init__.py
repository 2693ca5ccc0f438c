"""What the user wrote into `config.toml`, checked and in kith's own types.

Pure: text in, values out. The file itself is read by `kith.files`, a secret fetched by `kith.vault`.
"""
