"""Attacks on Headway with damaged inputs, stopped commands and random corridors: nothing may break."""
