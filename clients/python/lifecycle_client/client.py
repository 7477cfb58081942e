from typing import Any, Optional, Union

from .agreements import Agreements
from .assign_customer import AssignCustomer
from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .customer_page import CustomerPage
from .customer_story import CustomerStory
from .decline_work import DeclineWork
from .find_customer import FindCustomer
from .front_line import FrontLine
from .input_types import (
    AssignCustomerInput,
    DeclineWorkInput,
    ReceiveLeadInput,
    RecordNoteInput,
    ScheduleAppointmentInput,
)
from .intake_health import IntakeHealth
from .lead_inbox import LeadInbox
from .my_choices import MyChoices
from .my_record import MyRecord
from .record_note import RecordNote
from .sales_pipeline import SalesPipeline
from .schedule_appointment import ScheduleAppointment
from .send_lead import SendLead
from .service_drive import ServiceDrive
from .shared_customers import SharedCustomers
from .stock_search import StockSearch
from .vehicle_life import VehicleLife
from .what_happened import WhatHappened
from .who_has_my_data import WhoHasMyData


def gql(q: str) -> str:
    return q


class Client(BaseClient):
    async def agreements(self, **kwargs: Any) -> Agreements:
        query = gql("""
            query Agreements {
              agreements(first: 10) {
                nodes {
                  id
                  title
                  status
                  pages
                  noticeDays
                  effectiveAt
                  party {
                    id
                    name
                    kind
                    status
                  }
                  clauses {
                    name
                    page
                    effect
                    actions
                    purposes
                    categories
                    onward
                    recipients
                    retentionDays
                    fields
                    delayHours
                  }
                  amendments {
                    position
                    reason
                    clauses
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Agreements", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Agreements.model_validate(data)

    async def intake_health(self, **kwargs: Any) -> IntakeHealth:
        query = gql("""
            query IntakeHealth {
              sourceBatches(first: 10) {
                nodes {
                  system
                  kind
                  snapshotDate
                  records
                  emitted
                  unchanged
                  quarantined
                  ingestedAt
                }
              }
              quarantine(first: 10, where: {status: {eq: SET_ASIDE}}) {
                count(upTo: 1000) {
                  value
                  relation
                }
                nodes {
                  id
                  system
                  kind
                  status
                  findings
                  setAsideAt
                  rooftop {
                    code
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="IntakeHealth", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return IntakeHealth.model_validate(data)

    async def what_happened(self, **kwargs: Any) -> WhatHappened:
        query = gql("""
            query WhatHappened {
              customers(first: 5) {
                nodes {
                  id
                  version
                  timeline(first: 10) {
                    nodes {
                      __typename
                      position
                      type
                      occurredAt
                      recordedAt
                      actorType
                      sourceSystem
                    }
                  }
                }
              }
              sourceBatches(first: 5) {
                nodes {
                  system
                  kind
                  records
                  emitted
                  unchanged
                  quarantined
                  ingestedAt
                }
              }
              quarantine(first: 5) {
                nodes {
                  kind
                  status
                  findings
                  setAsideAt
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="WhatHappened", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return WhatHappened.model_validate(data)

    async def lead_inbox(
        self, after: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> LeadInbox:
        query = gql("""
            query LeadInbox($after: String) {
              leads(
                first: 20
                after: $after
                orderBy: OLDEST
                where: {status: {in: [RECEIVED, ROUTED]}}
              ) {
                count(upTo: 1000) {
                  value
                  relation
                }
                nodes {
                  id
                  status
                  channel
                  provider
                  receivedAt
                  wanted {
                    condition
                    year
                    make
                    model
                  }
                  assignedTo {
                    name
                  }
                  customer {
                    id
                    name
                    contactPoints {
                      kind
                      value
                      valid
                    }
                  }
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {"after": after}
        response = await self.execute(
            query=query, operation_name="LeadInbox", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return LeadInbox.model_validate(data)

    async def schedule_appointment(
        self, input: ScheduleAppointmentInput, **kwargs: Any
    ) -> ScheduleAppointment:
        query = gql("""
            mutation ScheduleAppointment($input: ScheduleAppointmentInput!) {
              scheduleAppointment(input: $input) {
                position
                replayed
                appointment {
                  id
                  kind
                  status
                  startsAt
                  customer {
                    id
                    name
                  }
                }
                userErrors {
                  __typename
                  code
                  message
                  path
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="ScheduleAppointment",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ScheduleAppointment.model_validate(data)

    async def my_choices(self, **kwargs: Any) -> MyChoices:
        query = gql("""
            query MyChoices {
              customers(first: 1) {
                nodes {
                  id
                  consents(first: 20) {
                    nodes {
                      id
                      state
                      purposes
                      withdrawnPurposes
                      channels
                      namedRecipients {
                        name
                      }
                      controllers
                      recordedAt
                      expiresAt
                    }
                  }
                  dataLimits {
                    kind
                    detail
                    since
                    endedAt
                  }
                  contactPoints {
                    kind
                    value
                    stops {
                      channel
                      stoppedAt
                      restoredAt
                    }
                  }
                  repairOrders(first: 3) {
                    nodes {
                      number
                      inWords
                      promisedAt
                    }
                  }
                }
              }
              purposes {
                name
                meaning
                consentOnly
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="MyChoices", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return MyChoices.model_validate(data)

    async def my_record(self, **kwargs: Any) -> MyRecord:
        query = gql("""
            query MyRecord {
              viewer {
                name
                customer
              }
              customers(first: 10) {
                nodes {
                  name
                  contactPoints {
                    kind
                    value
                  }
                  ownerships {
                    fromDate
                    toDate
                    vehicle {
                      vin
                      make
                      model
                    }
                  }
                  repairOrders(first: 5) {
                    nodes {
                      number
                      status
                      promisedAt
                      recommendations {
                        description
                        decision
                      }
                    }
                  }
                  timeline(first: 20) {
                    nodes {
                      __typename
                      occurredAt
                      title
                    }
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="MyRecord", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return MyRecord.model_validate(data)

    async def who_has_my_data(self, at_least: str, **kwargs: Any) -> WhoHasMyData:
        query = gql("""
            query WhoHasMyData($atLeast: EventPosition! = "0") {
              whoHasMyData(first: 20, consistency: {atLeast: $atLeast}) {
                nodes {
                  recipient {
                    name
                    kind
                  }
                  recipientKind
                  categories
                  purposes
                  disclosures
                  firstDisclosedAt
                  lastDisclosedAt
                }
              }
              disclosures(first: 20, consistency: {atLeast: $atLeast}) {
                nodes {
                  recipient {
                    name
                    kind
                  }
                  purpose
                  categories
                  withheld {
                    category
                    reason
                  }
                  disclosedAt
                }
              }
            }
            """)
        variables: dict[str, object] = {"atLeast": at_least}
        response = await self.execute(
            query=query, operation_name="WhoHasMyData", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return WhoHasMyData.model_validate(data)

    async def front_line(self, **kwargs: Any) -> FrontLine:
        query = gql("""
            query FrontLine {
              viewer {
                name
                kind
                scopes
                categories
              }
              rooftops(first: 10) {
                nodes {
                  id
                  code
                  name
                }
              }
              vehicles(first: 20, where: {stage: {eq: FRONT_LINE_READY}}) {
                nodes {
                  vin
                  year
                  make
                  model
                  trim
                  colour
                  askingPrice {
                    amount
                    currency
                  }
                  odometer {
                    value
                    unit
                  }
                  frontLineReadyAt
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="FrontLine", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return FrontLine.model_validate(data)

    async def send_lead(self, input: ReceiveLeadInput, **kwargs: Any) -> SendLead:
        query = gql("""
            mutation SendLead($input: ReceiveLeadInput!) {
              receiveLead(input: $input) {
                position
                replayed
                outcome
                userErrors {
                  __typename
                  code
                  message
                  path
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="SendLead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SendLead.model_validate(data)

    async def shared_customers(
        self, search: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> SharedCustomers:
        query = gql("""
            query SharedCustomers($search: String) {
              customers(first: 10, search: $search) {
                nodes {
                  id
                  name
                  contactPoints {
                    kind
                    value
                  }
                  leads(first: 3) {
                    nodes {
                      receivedAt
                      status
                    }
                  }
                  declinedWork(first: 3) {
                    nodes {
                      description
                      price {
                        amount
                        currency
                      }
                      verbatim
                    }
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"search": search}
        response = await self.execute(
            query=query, operation_name="SharedCustomers", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SharedCustomers.model_validate(data)

    async def stock_search(
        self,
        from_: int,
        to: int,
        make: Union[Optional[str], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> StockSearch:
        query = gql("""
            query StockSearch($make: String, $from: MinorUnits!, $to: MinorUnits!, $after: String) {
              vehicles(
                first: 20
                after: $after
                orderBy: PRICE
                where: {stage: {eq: FRONT_LINE_READY}, make: {eq: $make}, askingPrice: {between: {from: $from, to: $to}}}
              ) {
                count(upTo: 500) {
                  value
                  relation
                }
                nodes {
                  id
                  vin
                  year
                  make
                  model
                  trim
                  colour
                  askingPrice {
                    amount
                    currency
                  }
                  odometer {
                    value
                    unit
                  }
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "make": make,
            "from": from_,
            "to": to,
            "after": after,
        }
        response = await self.execute(
            query=query, operation_name="StockSearch", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return StockSearch.model_validate(data)

    async def assign_customer(
        self, input: AssignCustomerInput, **kwargs: Any
    ) -> AssignCustomer:
        query = gql("""
            mutation AssignCustomer($input: AssignCustomerInput!) {
              assignCustomer(input: $input) {
                position
                replayed
                events {
                  id
                  type
                  position
                }
                customer {
                  id
                  version
                  team {
                    slot
                    since
                    employee {
                      id
                      name
                    }
                  }
                }
                userErrors {
                  __typename
                  code
                  message
                  path
                  ... on VersionConflictError {
                    currentVersion
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="AssignCustomer", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AssignCustomer.model_validate(data)

    async def customer_page(
        self, id: str, after: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> CustomerPage:
        query = gql("""
            query CustomerPage($id: ID!, $after: String) {
              customer(id: $id) {
                id
                version
                name
                status
                lastVisitAt
                contactPoints {
                  kind
                  value
                  label
                  valid
                }
                team {
                  slot
                  since
                  employee {
                    id
                    name
                  }
                }
                ownerships {
                  role
                  fromDate
                  toDate
                  vehicle {
                    id
                    vin
                    year
                    make
                    model
                    trim
                    odometer {
                      value
                      unit
                    }
                  }
                }
                timeline(first: 20, after: $after) {
                  facets {
                    category
                    count
                  }
                  nodes {
                    __typename
                    id
                    position
                    occurredAt
                    category
                    title
                    text
                    employee {
                      name
                    }
                    vehicle {
                      vin
                    }
                  }
                  pageInfo {
                    hasNextPage
                    endCursor
                  }
                }
                handoffs(first: 5, where: {status: {in: [OFFERED, ACCEPTED]}}) {
                  nodes {
                    id
                    status
                    fromDepartment
                    toDepartment
                    offeredAt
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"id": id, "after": after}
        response = await self.execute(
            query=query, operation_name="CustomerPage", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return CustomerPage.model_validate(data)

    async def customer_story(self, search: str, **kwargs: Any) -> CustomerStory:
        query = gql("""
            query CustomerStory($search: String!) {
              customers(first: 1, search: $search) {
                nodes {
                  id
                  name
                  registeredAt
                  lastVisitAt
                  contactPoints {
                    kind
                    value
                    valid
                  }
                  team {
                    slot
                    employee {
                      name
                    }
                  }
                  ownerships {
                    role
                    fromDate
                    toDate
                    vehicle {
                      vin
                      year
                      make
                      model
                    }
                  }
                  timeline(first: 20) {
                    facets {
                      category
                      count
                    }
                    nodes {
                      __typename
                      occurredAt
                      category
                      title
                      text
                      ... on DealItem {
                        amount {
                          amount
                          currency
                        }
                      }
                      ... on RepairOrderItem {
                        repairOrder {
                          number
                          status
                        }
                      }
                      ... on DeclinedWorkItem {
                        amount {
                          amount
                          currency
                        }
                      }
                    }
                    pageInfo {
                      hasNextPage
                      endCursor
                    }
                  }
                  declinedWork(where: {status: {eq: OPEN}}) {
                    nodes {
                      description
                      price {
                        amount
                        currency
                      }
                      verbatim
                      declinedAt
                    }
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"search": search}
        response = await self.execute(
            query=query, operation_name="CustomerStory", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return CustomerStory.model_validate(data)

    async def sales_pipeline(self, **kwargs: Any) -> SalesPipeline:
        query = gql("""
            query SalesPipeline {
              leads(first: 10) {
                count(upTo: 1000) {
                  value
                  relation
                }
                nodes {
                  id
                  status
                  provider
                  receivedAt
                  responseSeconds
                  wanted {
                    year
                    make
                    model
                  }
                  assignedTo {
                    name
                  }
                  customer {
                    name
                  }
                }
              }
              deals(first: 10) {
                nodes {
                  number
                  stage
                  kind
                  daysInTransit
                  price {
                    amount
                    currency
                  }
                  frontGross {
                    amount
                    currency
                  }
                  customer {
                    name
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="SalesPipeline", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SalesPipeline.model_validate(data)

    async def vehicle_life(self, **kwargs: Any) -> VehicleLife:
        query = gql("""
            query VehicleLife {
              vehicles(first: 3, where: {stage: {eq: CUSTOMER_OWNED}}) {
                nodes {
                  vin
                  vinStatus
                  year
                  make
                  model
                  stage
                  milestones {
                    stage
                    detail
                    occurredAt
                  }
                  ownershipChain {
                    kind
                    fromDate
                    toDate
                    period {
                      customer {
                        name
                      }
                    }
                  }
                  odometerReadings {
                    value
                    unit
                    context
                    anomaly
                    readAt
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="VehicleLife", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return VehicleLife.model_validate(data)

    async def decline_work(self, input: DeclineWorkInput, **kwargs: Any) -> DeclineWork:
        query = gql("""
            mutation DeclineWork($input: DeclineWorkInput!) {
              declineWork(input: $input) {
                position
                replayed
                declinedWork {
                  id
                  status
                  decision
                  verbatim
                  revisitAt
                  price {
                    amount
                    currency
                  }
                }
                userErrors {
                  __typename
                  code
                  message
                  path
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="DeclineWork", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DeclineWork.model_validate(data)

    async def find_customer(
        self, search: str, first: Union[Optional[int], UnsetType] = UNSET, **kwargs: Any
    ) -> FindCustomer:
        query = gql("""
            query FindCustomer($search: String!, $first: Int = 10) {
              customers(first: $first, search: $search) {
                nodes {
                  id
                  name
                  lastVisitAt
                  contactPoints {
                    kind
                    value
                  }
                  ownerships {
                    toDate
                    vehicle {
                      vin
                      year
                      make
                      model
                    }
                  }
                }
                count(upTo: 100) {
                  value
                  relation
                }
              }
            }
            """)
        variables: dict[str, object] = {"search": search, "first": first}
        response = await self.execute(
            query=query, operation_name="FindCustomer", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return FindCustomer.model_validate(data)

    async def record_note(self, input: RecordNoteInput, **kwargs: Any) -> RecordNote:
        query = gql("""
            mutation RecordNote($input: RecordNoteInput!) {
              recordNote(input: $input) {
                position
                replayed
                note {
                  id
                  text
                  recordedAt
                }
                userErrors {
                  __typename
                  code
                  message
                  path
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="RecordNote", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RecordNote.model_validate(data)

    async def service_drive(self, **kwargs: Any) -> ServiceDrive:
        query = gql("""
            query ServiceDrive {
              repairOrders(first: 10) {
                nodes {
                  number
                  status
                  openedAt
                  promisedAt
                  promiseKept
                  customer {
                    name
                    contactPoints {
                      kind
                      value
                    }
                  }
                  vehicle {
                    vin
                    year
                    make
                    model
                    odometer {
                      value
                      unit
                    }
                  }
                  recommendations {
                    description
                    decision
                    price {
                      amount
                      currency
                    }
                  }
                }
              }
              declinedWork(first: 10, where: {status: {eq: OPEN}}) {
                nodes {
                  description
                  reason
                  price {
                    amount
                    currency
                  }
                  declinedAt
                  customer {
                    name
                  }
                  repairOrder {
                    number
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="ServiceDrive", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ServiceDrive.model_validate(data)
