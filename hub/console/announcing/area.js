// A drawn area: where on the map somebody pointed, by mouse, finger or keys. `emit` tells the page {x, y} in the
// drawing's own units, or {undo: true}.
window.vhArea = {
  STEP: 25,
  FINE_STEP: 4,

  click(event, emit) {
    const drawing = event.currentTarget.querySelector('svg.map');
    if (!drawing) return;
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
    this.point(event.currentTarget, spot.x, spot.y);
    emit({ x: spot.x, y: spot.y });
  },

  // Arrows move the cross (with Shift a little), Enter sets a corner, Backspace takes the last one back.
  key(event, emit) {
    const map = event.currentTarget;
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] || [];
    const { x, y } = this.cross(map);
    if (right !== undefined) {
      const step = event.shiftKey ? this.FINE_STEP : this.STEP;
      this.point(map, x + right * step, y + down * step);
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.point(map, x, y);
      emit({ x, y });
    } else if (event.key === 'Backspace') {
      emit({ undo: true });
    } else {
      return;
    }
    event.preventDefault();
  },

  cross(map) {
    const { width, height } = map.querySelector('svg.map').viewBox.baseVal;
    return { x: Number(map.dataset.x ?? width / 2), y: Number(map.dataset.y ?? height / 2), width, height };
  },

  point(map, x, y) {
    const { width, height } = this.cross(map);
    map.dataset.x = Math.max(0, Math.min(width, x));
    map.dataset.y = Math.max(0, Math.min(height, y));
    const mark = map.querySelector('.area-cross');
    mark.style.left = (100 * map.dataset.x) / width + '%';
    mark.style.top = (100 * map.dataset.y) / height + '%';
  },
};
