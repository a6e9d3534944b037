"""How the hub runs: commands, child processes, configuration of the parts from outside."""
