"""The views of a village through a whole day, of layers, as `devices.sim.world.view` scripts them."""
