"""Posts: what people say, read from incidents/ as forgivingly as can be done, and written there."""

from statusgen.posts.editor import append_update
from statusgen.posts.folder import LoadedPosts, load_posts
from statusgen.posts.parser import parse_post
from statusgen.posts.words import parse_status
from statusgen.posts.writer import ComposedPost, compose_incident, write_post

__all__ = [
    "ComposedPost",
    "LoadedPosts",
    "append_update",
    "compose_incident",
    "load_posts",
    "parse_post",
    "parse_status",
    "write_post",
]
