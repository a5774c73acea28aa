/** The pictures of the demo shop, drawn here: no image is loaded from anywhere. */
import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';

const gear = {
  backpack: svg`
    <path class="d1" d="M64 58c0-20 14-32 36-32s36 12 36 32v62c0 8-5 12-13 12H77c-8 0-13-4-13-12z"/>
    <path class="d2" d="M84 30c0-10 6-15 16-15s16 5 16 15" fill="none" stroke-width="6"/>
    <path class="d3" d="M72 84h56v34c0 6-4 9-9 9H81c-5 0-9-3-9-9z"/>
    <path class="d4" d="M72 84h56v9H72z"/><path class="d2" d="M54 78h10v38H54zM136 78h10v38h-10z"/>
    <path class="d4" d="M64 58h72v8H64z"/><rect class="d5" x="95" y="80" width="10" height="16" rx="3"/>`,
  torch: svg`
    <path class="beam" d="M86 92L44 144h112l-42-52z"/>
    <ellipse class="d2" cx="100" cy="62" rx="66" ry="30" fill="none" stroke-width="15"/><path class="loop" d="M34 62c0 20 30 33 66 33s66-13 66-33" fill="none" stroke-width="17"/>
    <path class="d2" d="M100 32V20" stroke-width="12"/><rect class="d1" x="66" y="68" width="68" height="44" rx="13"/><circle class="d4" cx="100" cy="90" r="17"/><circle class="d6" cx="100" cy="90" r="12"/><rect class="d5" x="118" y="62" width="12" height="7" rx="3"/>`,
  tent: svg`
    <path class="d3" d="M100 30L36 120h128z"/><path class="d1" d="M100 30l64 90h-36z"/><path class="d2" d="M100 30l-22 90h44z"/>
    <path class="d6" d="M100 62l-13 58h26z"/><path class="d4" d="M24 120h152v6H24z"/><path class="d5" d="M97 20h6v14h-6z"/>`,
  suitcase: svg`
    <path class="d2" d="M82 42V22h36v20" fill="none" stroke-width="6"/><rect class="d1" x="58" y="40" width="84" height="88" rx="12"/>
    <path class="d3" d="M74 40h8v88h-8zM96 40h8v88h-8zM118 40h8v88h-8z"/><path class="d4" d="M66 128h14v8H66zM120 128h14v8h-14z"/><rect class="d5" x="88" y="74" width="24" height="10" rx="5"/>`,
  boots: svg`
    <path class="d1" d="M52 32h40v48c0 6 26 12 50 20 10 4 12 10 12 20H52z"/><path class="d4" d="M48 120h110v12H48z"/>
    <path class="d3" d="M52 32h40v14H52zM92 80c0 6 26 12 50 20H64c-8 0-12-6-12-14V62z"/>
    <path class="d5" d="M74 58h22M74 70h22M78 82h26" stroke-width="4" fill="none" stroke-linecap="round"/>`,
  bottle: svg`
    <rect class="d4" x="86" y="14" width="28" height="16" rx="4"/><path class="d2" d="M88 30h24v10H88z"/>
    <path class="d1" d="M88 38h24c0 10 14 12 14 26v60c0 8-6 12-12 12H86c-6 0-12-4-12-12V64c0-14 14-16 14-26z"/>
    <path class="d3" d="M74 76h52v34H74z"/><path class="d5" d="M84 100l10-14 8 9 6-6 8 11z"/>`,
  jacket: svg`
    <path class="d2" d="M66 40L46 54 34 112l20 5 14-42zM134 40l20 14 12 58-20 5-14-42z"/><path class="d1" d="M76 32h48l14 10v92H62V42z"/><path class="d3" d="M76 32h24v102H62V42z"/>
    <path class="d2" d="M74 34c0-20 52-20 52 0l-26 20z"/><path class="d4" d="M82 30c2-9 34-9 36 0l-18 14z"/><path class="d5" d="M98 50h4v84h-4z"/><path class="d4" d="M70 98h18v5H70zM112 98h18v5h-18z"/>`,
  binoculars: svg`
    <path class="d1" d="M56 44h28l8 52c2 24-8 36-26 36s-28-14-26-36zM116 44h28l16 52c2 22-8 36-26 36s-28-12-26-36z"/>
    <path class="d2" d="M58 28h24v18H58zM118 28h24v18h-24z"/><path class="d4" d="M84 56h32v26H84z"/><circle class="d6" cx="66" cy="106" r="17"/><circle class="d6" cx="134" cy="106" r="17"/>
    <path class="d5" d="M96 50h8v38h-8z"/>`,
} as const;

const trips = {
  night: svg`
    <path class="s1" d="M0 0h320v180H0z"/><circle class="s2" cx="248" cy="44" r="20"/><path class="s8" d="M40 30h2v2h-2zM96 52h2v2h-2zM150 24h2v2h-2zM196 66h2v2h-2zM292 92h2v2h-2zM64 84h2v2h-2z"/>
    <path class="s3" d="M0 120l60-46 44 34 52-56 58 60 40-30 66 44v54H0z"/><path class="s4" d="M0 142h320v38H0z"/>
    <rect class="s5" x="30" y="112" width="250" height="34" rx="8"/><path class="s6" d="M44 120h24v12H44zM80 120h24v12H80zM116 120h24v12h-24zM152 120h24v12h-24zM188 120h24v12h-24zM224 120h24v12h-24z"/><path class="s7" d="M30 138h250v4H30z"/><path class="s3" d="M0 150h320v3H0z"/>`,
  city: svg`
    <path class="c1" d="M0 0h320v180H0z"/><circle class="c2" cx="70" cy="56" r="26"/>
    <path class="c3" d="M0 118h30V90h34v20h28V76h40v34h30v-22h36v30h30V94h40v20h52v66H0z"/>
    <path class="c4" d="M214 34h6l4 44 12 44 18 40h-20c-2-18-10-26-17-26s-15 8-17 26h-20l18-40 12-44z"/><path class="c5" d="M196 118h42v6h-42zM206 80h22v5h-22z"/>
    <path class="c6" d="M0 160h320v20H0z"/><rect class="c5" x="-20" y="142" width="170" height="22" rx="9"/><path class="c2" d="M6 147h18v8H6zM34 147h18v8H34zM62 147h18v8H62zM90 147h18v8H90zM118 147h20l6 8h-26z"/>`,
  hills: svg`
    <path class="h1" d="M0 0h320v180H0z"/><circle class="h2" cx="236" cy="50" r="24"/><path class="h3" d="M0 96c50-34 92-34 140-6s100 26 180-18v108H0z"/><path class="h4" d="M0 126c70-30 130-20 190 2s90 14 130-8v60H0z"/>
    <path class="h5" d="M0 152c80-18 170 14 320-8v36H0z"/><path class="h6" d="M46 78l12 34H34zM66 88l10 28H56zM276 92l12 34h-24zM258 104l9 24h-18z"/><path class="h7" d="M120 176c10-24 48-22 54-44s34-22 40-34" fill="none" stroke-width="4" stroke-dasharray="2 8" stroke-linecap="round"/>`,
  coast: svg`
    <path class="k1" d="M0 0h320v180H0z"/><circle class="k2" cx="84" cy="60" r="26"/><path class="k3" d="M0 112h320v68H0z"/><path class="k4" d="M150 112l20-30h24V60h18v22h26V66h20v20h22l40 26z"/>
    <path class="k5" d="M170 82h24v30h-24zM238 86h20v26h-20z"/><path class="k6" d="M20 134h60M110 146h70M220 132h60M50 162h80M200 164h70" fill="none" stroke-width="3" stroke-linecap="round"/>
    <path class="k7" d="M86 28l56-8c10-1 12 7 3 10l-26 8-22 22-8 1 8-18-18 4-8 10-6 1 5-18-8-12 6-1 10 7z"/>`,
} as const;

const drawings = { ...gear, ...trips };
export type DrawingName = keyof typeof drawings;

export function drawing(name: DrawingName): TemplateResult {
  const box = name in trips ? '0 0 320 180' : '0 0 200 150';
  return html`<svg class="drawing" viewBox=${box} preserveAspectRatio="xMidYMid slice" aria-hidden="true">${drawings[name]}</svg>`;
}

/** The dunes, the sea and the train of the hero. */
export const hero: SVGTemplateResult = svg`
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" class="sky-top"/><stop offset="1" class="sky-low"/></linearGradient>
  </defs>
  <path fill="url(#sky)" d="M0 0h1440v520H0z"/>
  <circle class="sun" cx="1060" cy="210" r="74"/>
  <path class="cloud" d="M1240 120c10-26 48-30 62-8 18-14 48-4 48 16h42c14 0 14 18 0 18h-190c-18 0-14-24 38-26zM760 84c8-20 38-24 50-6 14-10 38-4 38 12h30c12 0 12 14 0 14H738c-16 0-14-18 22-20z"/>
  <path class="far" d="M0 330l120-52 150 40 170-84 190 92 150-62 190 74 160-48 140 38 170-60v252H0z"/>
  <path class="sea" d="M0 352h1440v168H0z"/>
  <path class="wave" d="M120 376h120M330 392h90M600 372h140M820 394h110M1090 376h150M1290 394h90" fill="none" stroke-width="4" stroke-linecap="round"/>
  <path class="mid" d="M0 396c160-44 300-30 470 4s330 34 510-8 320-34 460 0v128H0z"/>
  <path class="rail" d="M0 424h1440v5H0z"/>
  <g class="train"><path class="car" d="M330 384h150v38H330zM486 384h150v38H486zM642 384h138c22 0 42 16 50 38H642z"/><path class="glass" d="M344 392h26v14h-26zM380 392h26v14h-26zM416 392h26v14h-26zM452 392h18v14h-18zM500 392h26v14h-26zM536 392h26v14h-26zM572 392h26v14h-26zM608 392h18v14h-18zM656 392h26v14h-26zM692 392h26v14h-26zM728 392h26v14h-26zM766 392h16c8 0 14 6 18 14h-34z"/><path class="stripe" d="M330 412h490v4H330z"/></g>
  <path class="near" d="M0 452c220-44 420 4 640 14s470-54 800-16v70H0z"/>
  <path class="grass" d="M90 452c2-18 8-30 16-38M104 454c0-16 2-26 6-34M120 456c-2-14 0-24-4-36M1210 450c2-20 8-32 18-42M1226 452c0-18 2-28 8-38M1244 454c-2-16 0-26-4-38M1010 466c2-14 6-24 12-30M1024 466c0-12 2-20 6-28" fill="none" stroke-width="4" stroke-linecap="round"/>`;
