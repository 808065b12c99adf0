/**
 * The pages' own copy of web/look/tokens.css: a test holds the two equal. Customers come with old phones, where
 * `light-dark()` is unknown and would leave a page without colours, so that each look stands for itself.
 */
const LIGHT = `--paper:#f6f4ef;--card:#ffffff;--ink:#1c2330;--quiet:#575e6a;--line:#ddd8cc;--edge:#858076;--accent:#0b5d57;--on-accent:#ffffff;--tint:#e1efed;--good:#1d6b34;--warn:#8a4b00;--bad:#a8281f`;
const DARK = `--paper:#14181d;--card:#1d232b;--ink:#eceae4;--quiet:#a9b1bc;--line:#39424e;--edge:#7d8794;--accent:#6fd0c4;--on-accent:#10201e;--tint:#1d3532;--good:#7fd498;--warn:#f0b45c;--bad:#ff9a90`;
const SIZES = `--text-small:0.8125rem;--text:0.9375rem;--text-large:1.125rem;--text-title:1.5rem;--space-1:0.25rem;--space-2:0.5rem;--space-3:0.75rem;--space-4:1rem;--space-5:1.5rem;--space-6:2.5rem;--radius:0.625rem`;

/** A page is read at arm's length: everything an eighth larger than in the apps, and no field so small that iOS zooms. */
export const STYLE = `:root{color-scheme:light dark;${LIGHT};${SIZES}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{font-size:112.5%;-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;font:var(--text)/1.6 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK JP','Noto Sans CJK SC',sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
:lang(zh){font-family:system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}
header{padding:var(--space-3) var(--space-4)}
nav{display:flex;flex-wrap:wrap;justify-content:flex-end}
nav a{padding:var(--space-2) var(--space-3);font-size:var(--text-small);color:var(--quiet);text-decoration:none;border-radius:var(--radius)}
nav a:hover{color:var(--ink);text-decoration:underline}
nav a[aria-current]{color:var(--ink);font-weight:600;padding-bottom:calc(var(--space-2) - 2px);border-bottom:2px solid var(--accent);border-radius:0}
main{width:min(34rem,100% - 2*var(--space-4));margin:auto;padding:clamp(var(--space-5),6vw,var(--space-6));background:var(--card);border:1px solid var(--line);border-radius:calc(2*var(--radius))}
body::after{content:'';height:var(--space-6)}
h1{margin:0;font-size:var(--text-title);line-height:1.25;text-wrap:balance}
h2{margin:0;font-size:var(--text)}
p{margin:var(--space-3) 0 0;text-wrap:pretty}
:is(h1,h2,.button):lang(ja){word-break:auto-phrase}
a{color:var(--accent)}
p a{display:inline-block;padding:var(--space-1) 0}
.button,button{display:block;width:100%;margin-top:var(--space-5);padding:var(--space-3) var(--space-4);border:1px solid transparent;border-radius:var(--radius);background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.button:hover,button:hover{box-shadow:0 0 0 3px var(--tint)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
label{display:block;margin-top:var(--space-5);font-weight:600}
input,textarea{display:block;width:100%;margin-top:var(--space-2);padding:var(--space-3);font:inherit;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:var(--radius)}
textarea{resize:vertical;min-height:5.5rem}
[aria-invalid=true]{border-color:var(--bad);box-shadow:0 0 0 1px var(--bad)}
.hint,.checked p{margin-top:var(--space-1);font-size:var(--text-small);color:var(--quiet)}
.phone .hint{margin-top:var(--space-3);text-align:center}.phone strong{white-space:nowrap}.checked:has(p){margin-top:var(--space-2)}
.error{margin-top:var(--space-2);font-size:var(--text-small);font-weight:600;color:var(--bad)}
.checked .fine,.sent{color:var(--good)}.wait{color:var(--warn)}.not{color:var(--bad)}
.checked .fine::before{content:'✓ '}
.told{margin-top:var(--space-5);padding:var(--space-4);border:1px solid var(--line);border-left:4px solid var(--good);border-radius:var(--radius)}
.told.wait{border-left-color:var(--warn)}.told.not{border-left-color:var(--bad)}
.told,.told p{color:var(--ink)}.told p{margin-top:var(--space-1)}.told p:first-child{margin:0}
table{width:100%;margin-top:var(--space-5);border-collapse:collapse;font-size:var(--text-small)}
caption{text-align:left;font-weight:600;padding-bottom:var(--space-2)}
th,td{padding:var(--space-2) var(--space-3) var(--space-2) 0;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
th{font-weight:600}tbody th{font-variant-numeric:tabular-nums;font-weight:400;white-space:nowrap}.wrong th{white-space:normal;min-width:7rem}
.card{display:none;flex-wrap:wrap;align-items:center;gap:var(--space-5);margin-top:var(--space-5)}
.card>div{flex:1 1 12rem}
.qr{flex:none!important;width:12.5rem;padding:var(--space-4);background:#fff;border:1px solid var(--line);border-radius:var(--radius);forced-color-adjust:none}
.qr svg{display:block;width:100%;height:auto}
.number{margin:0;font-size:var(--text-large);font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
@media not all and (pointer:coarse){.phone{display:none}.card{display:flex}}
@media (max-width:24rem){html{font-size:106.25%}}`;
