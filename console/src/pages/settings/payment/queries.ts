import { useQuery } from "@tanstack/react-query";
import { answer } from "../../../api/client";
import type { components } from "../../../api/schema";
import { useSave } from "../../../form/useSave";
import { useSession } from "../../../session/session";

export type PaymentSettings = components["schemas"]["PaymentSettingsView"];
export type NewPaymentSettings = components["schemas"]["PutPaymentSettingsRequest"];
export type Buyer = components["schemas"]["BuyerShape"];

const KEY = ["settings", "payment"];

export function usePaymentSettings() {
  const { api } = useSession();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => answer(api.GET("/payment-settings", { signal })),
  });
}

/** The sellers of record that issue invoices for a tax registration number. */
export function useTaxEntities() {
  const { api } = useSession();
  return useQuery({
    queryKey: ["settings", "invoicing-entities"],
    queryFn: ({ signal }) => answer(api.GET("/invoicing-entities", { signal })),
    select: (table) => table.taxRegistrationEntities,
  });
}

export function useSavePaymentSettings() {
  return useSave(
    KEY,
    (api, body: NewPaymentSettings) => answer(api.PUT("/payment-settings", { body })),
    { done: "The payment settings are saved.", failed: "The payment settings were not saved" },
  );
}
