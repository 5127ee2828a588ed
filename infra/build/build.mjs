// npm run build: compiles changed sources, while no other command builds. Arguments go to the compiler.
import { compile } from './prepare.mjs';

await compile(process.argv.slice(2));
