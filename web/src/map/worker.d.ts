/** Address of the script that MapLibre reads tiles with, in a thread of its own. */
declare module "virtual:map-worker" {
  const address: string;
  export default address;
}
