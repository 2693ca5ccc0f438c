"""Access by OAuth 2.0: the login, the token on disk, its renewal.

The flows themselves are the maintained libraries' (msal, google-auth-oauthlib), which are imported only when one of
them is to be spoken through. Here stand what they are told, what their answers and failures mean, and the one file.
"""
