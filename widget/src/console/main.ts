/** Starts the operator page. */
import { dressPage } from '../staff/page-tokens';
import './app';

dressPage();
