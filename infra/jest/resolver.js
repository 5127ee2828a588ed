const { sep } = require('node:path');

const isOfClients = (folder) => folder.includes(`${sep}clients${sep}`) && !folder.includes('node_modules');

/** In clients, which are ES modules, `./x.js` stands for `./x.ts` or `./x.tsx`, which compiles to it. */
module.exports = (request, options) =>
  options.defaultResolver(
    /^\.{1,2}\/.*\.js$/.test(request) && isOfClients(options.basedir) ? request.slice(0, -'.js'.length) : request,
    options,
  );
