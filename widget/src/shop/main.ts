/** Starts the demo shop. */
import './page-element';
