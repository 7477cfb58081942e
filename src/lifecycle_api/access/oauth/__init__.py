"""The authorization server: Authlib decides on what was fetched before, and what it decides is committed after."""
