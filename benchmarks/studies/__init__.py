"""Studies: how fast they are here and on a cluster, what is lost when they are killed, how few runs a search takes."""
