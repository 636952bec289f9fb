// The class of every chart that Plot draws: fixed, so that the text of Plot's style element, and with it its hash, never changes.
export const chartClass = "trace";
