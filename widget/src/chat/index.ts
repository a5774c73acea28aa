import { LitElement, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { io } from 'socket.io-client';
@customElement('support-panel')
export class Panel extends LitElement { override render() { return html`${String(io)}`; } }
