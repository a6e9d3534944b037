// Brings a recording to the hub: a file, or what is said into the microphone. The page hears of it as "recorded".
window.vhRecorder = {
  async send(blob) {
    const answer = await fetch('/api/v1/recordings', { method: 'POST', body: blob });
    const said = await answer.json().catch(() => ({}));
    emitEvent('recorded', answer.ok ? said : { zh: said.message_zh || '', en: said.message_en || '' });
  },
  choose() {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = 'audio/*';
    input.onchange = () => input.files.length && this.send(input.files[0]);
    input.click();
  },
  async begin() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts = [];
      this.tape = new MediaRecorder(stream);
      this.tape.ondataavailable = (event) => parts.push(event.data);
      this.tape.onstop = () => {
        stream.getTracks().forEach((track) => track.stop());
        this.send(new Blob(parts, { type: this.tape.mimeType }));
      };
      this.tape.start();
      emitEvent('recording', {});
    } catch (error) {
      emitEvent('recorded', { denied: true });
    }
  },
  end() {
    if (this.tape && this.tape.state === 'recording') this.tape.stop();
  },
};
