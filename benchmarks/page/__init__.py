"""How quick the page is: edits in the engine, the server, and the graph in a real browser."""
