// npm run build: compiles what is changed, while no other command builds. Arguments go to the compiler.
import { compile } from './prepare.mjs';

await compile(process.argv.slice(2));
