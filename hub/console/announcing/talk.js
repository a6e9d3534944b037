// Brings to the hub what is said into the microphone, while it is said: µ-law, 16 kHz, five pieces a second.
// The page hears "talk_microphone" {denied}, "talk_said" {ms} and "talk_over" {zh, en} of it.
window.vhTalk = {
  RATE_HZ: 16000,
  PIECE_BYTES: 3200,
  MOST_BYTES: 32000,
  RETRY_MS: 300,

  async open() {
    try {
      const wish = { channelCount: 1, autoGainControl: true, noiseSuppression: true, echoCancellation: false };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: wish });
      this.context = new AudioContext();
      await this.context.audioWorklet.addModule('/announcing/microphone.js');
      this.source = this.context.createMediaStreamSource(this.stream);
      this.node = new AudioWorkletNode(this.context, 'vh-microphone');
      this.source.connect(this.node);
      emitEvent('talk_microphone', { denied: false });
    } catch (error) {
      this.close();
      emitEvent('talk_microphone', { denied: true });
    }
  },

  // `sound`: the address below which pieces are put.
  speak(sound) {
    Object.assign(this, { sound, waiting: [], number: 0, isSpeaking: true, sum: 0, summed: 0, phase: 0 });
    this.node.port.onmessage = (event) => this.hear(event.data);
    this.sending = this.send();
  },

  // Averages the blocks down to RATE_HZ; sound cards have more.
  hear(block) {
    if (!this.isSpeaking) return;
    const step = this.RATE_HZ / this.context.sampleRate;
    let loudest = 0;
    for (const sample of block) {
      loudest = Math.max(loudest, Math.abs(sample));
      this.sum += sample;
      this.summed += 1;
      this.phase += step;
      if (this.phase >= 1) {
        this.phase -= 1;
        this.waiting.push(this.mulaw(this.sum / this.summed));
        this.sum = this.summed = 0;
      }
    }
    const meter = document.querySelector('.talk-level');
    if (meter) meter.style.width = Math.min(100, Math.round(140 * Math.sqrt(loudest))) + '%';
  },

  // ITU-T G.711, section 3; a sample of -1 to 1.
  mulaw(sample) {
    const level = Math.max(-32635, Math.min(32635, Math.round(sample * 32767)));
    const magnitude = Math.abs(level) + 132;
    let exponent = 7;
    for (let mask = 0x4000; !(magnitude & mask) && exponent > 0; mask >>= 1) exponent -= 1;
    const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    return ~((level < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
  },

  async send() {
    while (this.isSpeaking || this.waiting.length) {
      if (this.isSpeaking && this.waiting.length < this.PIECE_BYTES) {
        await this.pause(40);
        continue;
      }
      const piece = new Uint8Array(this.waiting.splice(0, this.MOST_BYTES));
      this.number += 1;
      const said = await this.put(piece);
      if (!said || said.is_over) {
        this.close();
        emitEvent('talk_over', said ? {} : this.refusal);
        return;
      }
      emitEvent('talk_said', { ms: said.said_ms });
    }
  },

  // The same piece again until the hub has it; null when it takes no more.
  async put(piece) {
    for (;;) {
      const answer = await fetch(`${this.sound}/${this.number}`, { method: 'PUT', body: piece }).catch(() => null);
      const said = answer && (await answer.json().catch(() => null));
      if (answer && answer.ok) return said;
      if (answer && answer.status < 500) {
        this.refusal = { zh: (said && said.message_zh) || '', en: (said && said.message_en) || '' };
        return null;
      }
      await this.pause(this.RETRY_MS);
    }
  },

  // Stops listening, and says so when everything said is with the hub.
  async end() {
    this.isSpeaking = false;
    if (this.sending) await this.sending;
    this.close();
    emitEvent('talk_flushed', {});
  },

  close() {
    this.isSpeaking = false;
    if (this.stream) this.stream.getTracks().forEach((track) => track.stop());
    if (this.context && this.context.state !== 'closed') this.context.close();
    this.stream = this.context = this.node = this.sending = null;
  },

  pause: (ms) => new Promise((done) => setTimeout(done, ms)),
};
