/** Starts the desk. */
import { dressPage } from '../staff/page-tokens';
import './app';

dressPage();
