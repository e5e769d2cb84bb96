"""When purchase orders run out, which charges are at risk, and who is told every week."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.foresight.forecast import MAX_MONTHS
from procurement.domain.foresight.radar_subscription import DEFAULT_DAYS, MAX_DAYS
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.forecasts import (
    ForecastPage,
    ForecastSummaryView,
    ForecastView,
)
from procurement.entrypoints.schemas.radar import (
    PutRadarSubscribersRequest,
    RadarSubscribersView,
    RadarView,
)
from procurement.service.foresight.forecast_purchase_orders import (
    forecast_purchase_order,
    forecast_purchase_orders,
)
from procurement.service.foresight.put_radar_subscribers import put_radar_subscribers
from procurement.service.foresight.read_radar import get_radar_subscribers, read_radar

api = Api(bootstrap.acting_for)


@api.get("/purchase-orders/<purchase_order_id>/forecast", operation_id="GetPurchaseOrderForecast")
def get_forecast(
    purchase_order_id: PathText,
    months: Annotated[int, Query(ge=1, le=MAX_MONTHS)] = MAX_MONTHS,
) -> ForecastView:
    """Forecast a purchase order month by month: when it runs out, and what has to be added."""
    forecast = forecast_purchase_order(
        purchase_order_id,
        months,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
    )
    return ForecastView.of(forecast, bootstrap.clock().now())


@api.get("/purchase-order-forecasts", operation_id="ListPurchaseOrderForecasts")
def list_forecasts(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> ForecastPage:
    """List when the active purchase orders with tracked lines run out, the soonest first."""
    page = forecast_purchase_orders(
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
    )
    items = [ForecastSummaryView.of(forecast) for forecast in page.items]
    return ForecastPage(items=items, next_token=page.next_token)


@api.get("/radar", operation_id="GetRadar")
def get_radar(
    days: Annotated[int, Query(ge=1, le=MAX_DAYS)] = DEFAULT_DAYS,
    include_projected: Annotated[bool, Query(alias="includeProjected")] = False,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> RadarView:
    """Find the charges due soon that would be invoiced without a sound purchase order."""
    radar = read_radar(
        days,
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
        includes_projected=include_projected,
    )
    return RadarView.of(radar)


@api.get("/radar/subscribers", operation_id="GetRadarSubscribers")
def get_subscribers() -> RadarSubscribersView:
    """Get who is mailed the radar every week."""
    return RadarSubscribersView.of(get_radar_subscribers(api.caller, bootstrap.unit_of_work()))


@api.put("/radar/subscribers", operation_id="PutRadarSubscribers")
def put_subscribers(request: PutRadarSubscribersRequest) -> RadarSubscribersView:
    """Replace who is mailed the radar every week, and how many days it reaches."""
    subscription = put_radar_subscribers(
        [subscriber.to_input() for subscriber in request.subscribers],
        request.days,
        request.expected_version,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    return RadarSubscribersView.of(subscription)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
