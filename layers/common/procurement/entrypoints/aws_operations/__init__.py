"""The operations of AWS's services that this application answers: one package per service."""
