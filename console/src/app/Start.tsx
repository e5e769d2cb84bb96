import { Navigate } from "react-router";
import { useMay } from "../session/may";
import { startFor } from "./navigation";

/** Leads to where the role begins. */
export function Start() {
  return <Navigate to={startFor(useMay())} replace />;
}
