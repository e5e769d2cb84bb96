import { counted } from "../text/count";

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/;

/** An ISO 8601 duration as people say it: "P12M" as "12 months". */
export function formatDuration(duration: string): string {
  const parts = DURATION.exec(duration);
  if (!parts) return duration;
  const units = ["year", "month", "day"];
  const said = parts
    .slice(1)
    .flatMap((count, index) => (count ? [counted(Number(count), units[index] ?? "")] : []));
  return said.join(", ") || duration;
}

/** A name of the API as a heading: "agreementDuration" or "SAAS_CONTRACT" as words. */
export function inWords(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase()
    .replace(/\bsaas\b/g, "SaaS")
    .replace(/\bami\b/g, "AMI")
    .replace(/\bid\b/g, "ID");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
