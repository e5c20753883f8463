"""The composition root: the only room that knows all the stages, one module per family of commands.

Modules are imported one by one, by the command that needs them, so that none pays for the others.
"""
