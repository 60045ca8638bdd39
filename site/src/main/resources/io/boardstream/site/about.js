// The shapes beside the words.
import { shape } from './words.js';

for (const status of document.querySelectorAll('[data-status]')) status.prepend(shape(status.dataset.status));
