"""What a simulation says to the person at the terminal, in English and Chinese."""

from deploy.sayings import Saying

NO_PRETEND_CLOCK = Saying("the simulation has no clock: {error}", "模拟缺少虚拟时钟：{error}")
