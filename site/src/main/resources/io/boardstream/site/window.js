// Only the rows that can be seen are in the document, whatever their number.

const AROUND = 6;

function spacer(body, height) {
  if (!body.firstChild) body.append(document.createElement('tr'));
  body.firstChild.style.height = height + 'px';
  body.hidden = height === 0;
}

export class Rows {
  /**
   * @param parts scroller, body; before, after: spacers, where the body is part of a table
   * @param height of a row, by its index
   * @param render makes the element of a row, by its index
   */
  constructor({ scroller, body, before, after, height, render }) {
    Object.assign(this, { scroller, body, before, after, height, render });
    this.tops = [0];
    this.shown = [-1, -1];
    scroller.addEventListener('scroll', () => this.draw(false), { passive: true });
    new ResizeObserver(() => this.draw(false)).observe(scroller);
  }

  setCount(count) {
    this.tops = new Array(count + 1);
    let top = 0;
    for (let i = 0; i < count; i++) {
      this.tops[i] = top;
      top += this.height(i);
    }
    this.tops[count] = top;
    this.count = count;
    this.draw(true);
  }

  at(y) {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Scrolls so that a row can be seen, below what sticks at the top. */
  reveal(index, sticky = 0) {
    const top = this.tops[index];
    const view = this.scroller.clientHeight - sticky;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (this.tops[index + 1] > this.scroller.scrollTop + view) this.scroller.scrollTop = this.tops[index + 1] - view;
    this.draw(false);
  }

  draw(anew) {
    if (!this.count) {
      this.body.replaceChildren();
      this.space(0, 0);
      this.shown = [-1, -1];
      return;
    }
    const top = this.scroller.scrollTop;
    const from = Math.max(0, this.at(top) - AROUND);
    const to = Math.min(this.count, this.at(top + this.scroller.clientHeight) + 1 + AROUND);
    if (!anew && from === this.shown[0] && to === this.shown[1]) return;
    this.shown = [from, to];
    const rows = [];
    for (let i = from; i < to; i++) rows.push(this.render(i));
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    this.body.replaceChildren(...rows);
    if (focused !== undefined) this.focus(focused);
    this.space(this.tops[from], this.tops[this.count] - this.tops[to]);
  }

  /** Gives the focus back after a drawing; to the whole, when what had it is out of sight. */
  focus(key) {
    const again = [...this.body.querySelectorAll('[data-key]')].find((one) => one.dataset.key === key);
    (again ?? this.scroller).focus({ preventScroll: true });
  }

  space(above, below) {
    if (this.before) {
      spacer(this.before, above);
      spacer(this.after, below);
    } else {
      this.body.style.paddingTop = above + 'px';
      this.body.style.paddingBottom = below + 'px';
    }
  }
}
