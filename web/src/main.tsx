/** Starts the page. */
import { render } from 'preact';
import { App } from './app/app.tsx';
import { returnFromOrganisation } from './sign-in/organisation-return.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/parts.css';

void returnFromOrganisation();
const root = document.getElementById('app');
if (root) render(<App />, root);
