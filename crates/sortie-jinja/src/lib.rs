//! Jinja2 templates as playbook authors know them.
