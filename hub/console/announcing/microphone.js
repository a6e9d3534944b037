// Hands every block that the microphone brings to the page; runs on the browser's audio thread.
class Microphone extends AudioWorkletProcessor {
  process(inputs) {
    const channel = inputs[0][0];
    if (channel) this.port.postMessage(channel.slice());
    return true;
  }
}
registerProcessor('vh-microphone', Microphone);
