"""Train physics against published cases, closed forms and ALTRIOS."""
