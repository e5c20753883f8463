"""YAML and front matter that remember line and column."""
