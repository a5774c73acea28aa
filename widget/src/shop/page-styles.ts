/** How the page of the demo shop is laid out, and the colours of its drawings. */
import { css } from 'lit';

export const pageStyles = css`
  :host { display: block; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; }
  .wide { inline-size: min(76rem, 100% - 40px); margin-inline: auto; }
  .skip { position: absolute; inset-inline-start: -999px; }
  .skip:focus { inset: 8px auto auto 8px; z-index: 5; padding: 8px 14px; background: var(--card); border-radius: 8px; }
  .demo { margin: 0; padding: 6px 20px; background: var(--main); color: #fff; font-size: 0.85rem; text-align: center; }
  .top { border-block-end: 1px solid var(--line); background: var(--card); }
  .top .wide { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 22px; min-block-size: 68px; padding-block: 8px; }
  .logo { display: inline-flex; align-items: center; gap: 9px; color: var(--accent); font-size: 1.4rem; font-weight: 750; letter-spacing: -0.02em; }
  .logo svg { inline-size: 34px; block-size: 34px; }
  .strap { stroke: var(--sun); stroke-width: 2.4; }
  nav { display: flex; flex-wrap: wrap; gap: 4px 20px; font-weight: 550; }
  .top nav { margin-inline-end: auto; }
  .languages { display: inline-flex; border: 1px solid var(--line); border-radius: 999px; overflow: hidden; }
  .languages button { min-inline-size: 42px; min-block-size: 34px; border: 0; background: none; font-size: 0.85rem; font-weight: 650; }
  .languages button[aria-pressed='true'] { background: var(--main); color: #fff; }
  .languages :focus-visible { outline-offset: -3px; }
  .account { display: flex; align-items: center; gap: 12px; }
  .account .button { min-block-size: 42px; }
  .initials { display: grid; place-items: center; inline-size: 26px; block-size: 26px; margin-inline-start: -8px; border-radius: 50%; background: var(--main); color: #fff; font-size: 0.85rem; }

  .hero { position: relative; overflow: hidden; min-block-size: clamp(420px, 44vw, 560px); }
  .hero > svg { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; }
  .hero .wide { position: relative; padding-block: clamp(40px, 6vw, 76px) 200px; }
  h1 { margin: 0; max-inline-size: 15em; font-size: clamp(2rem, 5vw, 3.5rem); line-height: 1.06; letter-spacing: -0.03em; text-wrap: balance; }
  .hero p { margin: 16px 0 24px; max-inline-size: 34em; font-size: 1.13rem; }
  .actions { display: flex; flex-wrap: wrap; gap: 12px; }

  .band { padding-block: clamp(36px, 5vw, 60px) 0; scroll-margin-block-start: 8px; }
  h2 { margin: 0; font-size: clamp(1.5rem, 3vw, 2rem); letter-spacing: -0.015em; line-height: 1.2; }
  .lead { margin: 6px 0 20px; color: var(--soft); }
  .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15.5rem, 100%), 1fr)); gap: 20px; margin: 0; padding: 0; list-style: none; }
  .card { border: 1px solid var(--line); border-radius: 18px; background: var(--card); overflow: hidden; }
  .picture { aspect-ratio: 4 / 3; background: light-dark(#e9efe9, #233038); }
  .trips .picture { aspect-ratio: 16 / 9; }
  .tone-1 .picture { background: light-dark(#f6e8d8, #322a22); }
  .tone-2 .picture { background: light-dark(#e3edf1, #202d36); }
  .tone-3 .picture { background: light-dark(#f0e6e4, #322729); }
  .drawing { display: block; inline-size: 100%; block-size: 100%; }
  .card:not(.trips .card) .drawing { padding: 12px; }
  .text { padding: 14px 18px 18px; }
  .card h3 { margin: 0; font-size: 1.05rem; font-weight: 600; }
  .card p { margin: 2px 0 0; font-weight: 650; font-variant-numeric: tabular-nums; }
  .card p span { color: var(--soft); font-weight: 400; }

  .service { margin-block-start: clamp(44px, 6vw, 76px); padding-block: clamp(36px, 5vw, 60px); background: var(--main); color: #fff; }
  .service ol { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 28px 40px; margin: 22px 0 0; padding: 0; list-style: none; }
  .service li { padding-block-start: 14px; border-block-start: 3px solid #f0a04b; }
  .service h3 { margin: 0 0 6px; font-size: 1.15rem; }
  .service p { margin: 0; color: #e3f0f1; }
  footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 8px 32px; padding-block: 28px 110px; color: var(--soft); font-size: 0.92rem; }
  footer p { margin: 0; }
  main:focus, section:focus { outline: none; }

  .d1 { fill: light-dark(#0f6b75, #2b8c97); } .d2 { fill: light-dark(#0a4a52, #1d6873); stroke: light-dark(#0a4a52, #1d6873); } .d3 { fill: light-dark(#2b8b92, #49aab2); }
  .d4 { fill: light-dark(#23343a, #0e1a1f); } .d5 { fill: #f0a04b; stroke: #f0a04b; } .d6 { fill: light-dark(#fdf3d8, #f7e3ae); } .beam { fill: #f7d98f; opacity: 0.45; } .loop { stroke: light-dark(#2b8b92, #49aab2); }
  [fill='none'] { fill: none; }
  .s1 { fill: #1f2d52; } .s2 { fill: #f7edc9; } .s3 { fill: #17213f; } .s4 { fill: #101a33; } .s5 { fill: #b4463c; } .s6 { fill: #ffd98a; } .s7 { fill: #f3e3c2; } .s8 { fill: #fff; }
  .c1 { fill: #f7d9c4; } .c2 { fill: #fff3dc; } .c3 { fill: #d79a86; } .c4 { fill: #7d4b57; } .c5 { fill: #2b5d73; } .c6 { fill: #5c3a47; }
  .h1 { fill: #d5e8ea; } .h2 { fill: #fff2c6; } .h3 { fill: #9cc4ae; } .h4 { fill: #5f9b7d; } .h5 { fill: #38705a; } .h6 { fill: #245345; } .h7 { stroke: #f7efd8; }
  .k1 { fill: #fbe3b5; } .k2 { fill: #f79b55; } .k3 { fill: #3f9fb0; } .k4 { fill: #f7f1e6; } .k5 { fill: #d5694f; } .k6 { stroke: #bfe6ea; } .k7 { fill: #0b5a63; }
  .sky-top { stop-color: light-dark(#cfe8ea, #12202b); } .sky-low { stop-color: light-dark(#fbeed8, #2b3a45); }
  .sun { fill: light-dark(#f7b267, #e9c46a); } .cloud { fill: light-dark(#ffffff, #2b3b47); opacity: 0.75; }
  .far { fill: light-dark(#a9cdcb, #22333d); } .sea { fill: light-dark(#5fa8b0, #1b3c47); } .wave { stroke: light-dark(#d8eff0, #33606c); }
  .mid { fill: light-dark(#d9bf8c, #3a4540); } .rail { fill: light-dark(#8a6f47, #20292a); } .near { fill: light-dark(#e9d5a6, #2b352f); } .grass { stroke: light-dark(#6f8f5b, #4c6a4b); }
  .car { fill: light-dark(#0b5a63, #17737d); } .glass { fill: light-dark(#f7edd5, #ffd98a); } .stripe { fill: #f0a04b; }

  @media (forced-colors: active) { .languages button[aria-pressed='true'] { text-decoration: underline; text-underline-offset: 4px; } }
  @media (max-width: 40rem) {
    .wide { inline-size: calc(100% - 28px); }
    .top nav { order: 3; inline-size: 100%; }
    .logo { margin-inline-end: auto; }
    .hero .wide { padding-block-end: 190px; }
    .grid:not(.trips) { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px; }
    .account .plain { display: none; }
    .top .wide { gap: 2px 10px; }
    .logo { font-size: 1.2rem; }
    .logo svg { inline-size: 28px; block-size: 28px; }
    .account .button { min-block-size: 38px; padding-inline: 0.9em; font-size: 0.92rem; }
    .initials { display: none; }
    .languages button { min-inline-size: 36px; }
    .text { padding: 12px 14px 14px; }
    .card h3 { font-size: 0.98rem; overflow-wrap: anywhere; hyphens: auto; }
  }
`;
