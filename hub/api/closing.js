// The page of a closing photo: takes it, says where it was taken, sends it, and shows the verdict in words.
'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const words = JSON.parse($('work').dataset.words);
  // Larger ones are made smaller: villages have slow networks, and the hub takes 4 MiB.
  const MOST_BYTES = 1.5 * 1024 * 1024, LONGEST_PX = 2048, QUALITY = 0.85;
  let position = null, takenAt = null, photo = null, shown = null;

  const locate = () => {
    if (!window.isSecureContext || !navigator.geolocation) {
      $('where').textContent = window.isSecureContext ? words.no_position : words.insecure;
      return;
    }
    $('where').textContent = words.locating;
    navigator.geolocation.watchPosition(
      ({ coords }) => {
        position = coords;
        $('where').textContent = words.located.replace('{m}', Math.round(coords.accuracy));
      },
      () => { if (!position) $('where').textContent = words.no_position; },
      { enableHighAccuracy: true, maximumAge: 30000, timeout: 20000 },
    );
  };

  // What the camera wrote about time and place (APP1), which a canvas forgets; the picture is upright already.
  const writtenByCamera = (bytes) => {
    const view = new DataView(bytes);
    let at = 2;
    while (at + 4 < view.byteLength && view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda) {
      const length = view.getUint16(at + 2) + 2;
      if (view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === 0x45786966) {
        const segment = bytes.slice(at, at + length);
        upright(new DataView(segment));
        return segment;
      }
      at += length;
    }
    return new ArrayBuffer(0);
  };

  const upright = (view) => {
    const tiff = 10, little = view.getUint16(tiff) === 0x4949;
    const first = tiff + view.getUint32(tiff + 4, little);
    for (let n = 0; n < view.getUint16(first, little); n += 1) {
      const entry = first + 2 + 12 * n;
      if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little);
    }
  };

  const smaller = async (file) => {
    const bitmap = await createImageBitmap(file);
    const share = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * share);
    canvas.height = Math.round(bitmap.height * share);
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', QUALITY); });
    let written = new ArrayBuffer(0);
    try { written = writtenByCamera(await file.arrayBuffer()); } catch { /* a torn header says nothing */ }
    return new Blob([made.slice(0, 2), written, made.slice(2)], { type: 'image/jpeg' });
  };

  const take = async () => {
    const file = $('file').files[0];
    if (!file) return;
    // A camera's file is as old as its picture; one from the album shows its age.
    takenAt = file.lastModified;
    try {
      photo = file.type === 'image/jpeg' && file.size <= MOST_BYTES ? file : await smaller(file);
    } catch { photo = file; }
    if (shown) URL.revokeObjectURL(shown);
    shown = URL.createObjectURL(photo);
    $('shot').src = shown;
    $('shot').hidden = false;
    $('take').textContent = words.again;
    $('send').disabled = false;
    say('', '', []);
  };

  const say = (tone, title, lines) => {
    const box = $('said');
    box.className = tone;
    box.replaceChildren();
    if (!title) return;
    const head = document.createElement('strong');
    head.textContent = title;
    const list = document.createElement('ul');
    lines.forEach((line) => { list.appendChild(document.createElement('li')).textContent = line; });
    box.append(head, ...(lines.length ? [list] : []));
    box.scrollIntoView({ block: 'nearest' });
  };

  const send = async () => {
    $('send').disabled = true;
    say('', words.sending, []);
    const query = new URLSearchParams({ taken_at_ms: takenAt });
    if (position) {
      query.set('lat', position.latitude);
      query.set('lon', position.longitude);
      query.set('accuracy_m', position.accuracy);
    }
    try {
      const answer = await fetch(`${location.pathname}/photos?${query}`, { method: 'POST', body: photo });
      show(answer.ok, await answer.json());
    } catch {
      say('bad', words.failed, []);
      $('send').disabled = false;
    }
  };

  const show = (isTaken, said) => {
    const own = (thing, name) => thing[`${name}_${words.language}`];
    if (!isTaken) {
      say('bad', own(said, 'message'), []);
      $('send').disabled = false;
    } else if (said.photo.outcome === 'accepted') {
      say('', said.state === 'closed' ? words.closed : words.accepted, []);
    } else {
      const lines = said.photo.faults.map((f) => words.fault.replace('{wrong}', f[words.language]).replace('{todo}', own(f, 'todo')));
      say('bad', words.insufficient, lines);
      $('send').disabled = false;
    }
  };

  $('file').addEventListener('change', take);
  $('send').addEventListener('click', send);
  locate();
})();
