/** Named here so that the compiler need not read a megabyte of coordinates. */
declare module 'world-atlas/countries-50m.json' {
  const atlas: import('topojson-specification').Topology<{
    countries: import('topojson-specification').GeometryCollection<{ name: string }>;
  }>;
  export default atlas;
}

/** What `@svg-maps/china` says it is, without bringing it along. */
declare module 'svg-maps__common' {
  export interface Map {
    label: string;
    viewBox: string;
    locations: { id: string; name: string; path: string }[];
  }
}
