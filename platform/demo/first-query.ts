import { DEVELOPMENT_PASSWORD } from '@parley/users/seed';

/** What GraphiQL begins with: the way in, and the first things to look at. */
export const FIRST_QUERY = `# 1. Sign in, and put the token into the headers below: { "Authorization": "Bearer …" }
mutation SignIn {
  signIn(input: { tenant: "demo", email: "ada@demo.example", password: "${DEVELOPMENT_PASSWORD}" }) {
    ... on Session {
      accessToken
    }
  }
}

# 2. What is being talked about
query Conversations {
  conversations {
    edges {
      node {
        id
        title
        lastMessage {
          text
          author {
            displayName
          }
        }
      }
    }
  }
}

# 3. Everything that happens in all of them, live
subscription Inbox {
  inboxEvents {
    __typename
    conversationId
    seq
    actor {
      displayName
    }
    ... on MessageCreated {
      message {
        text
      }
    }
  }
}
`;
