// Plain JavaScript on purpose: it must run on whatever Node there is, to say that it is the wrong one.
const WANTED = 24;

if (Number(process.versions.node.split('.')[0]) !== WANTED) {
  console.error(
    `This is Node ${process.versions.node}. The desk runs on Lambda's own Node ${WANTED}, which "npm ci" brings along ` +
      `for Linux, Windows and Intel Macs. If you have run it and still read this, npm has none for this machine: ` +
      `install Node ${WANTED} from https://nodejs.org and try again.`,
  );
  process.exit(1);
}
